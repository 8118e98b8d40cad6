"""Writes src/db/schema.rs from the common migrations (column types are ours alone)."""
import re, pathlib, sys
root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else '.')


def pairs(root, tables):
    """Which tables may meet in a query: those that one file names. Each pair costs the compiler some twenty implementations,
    so all with all (17,000 pairs) took it longer than the rest of the program together."""
    found = set()
    for source in sorted((root/'src').rglob('*.rs')):
        named = set()
        for listed in re.findall(r'db::schema::(?:\{([^}]*)\}|(\w+))', source.read_text()):
            named |= {part.split(' as ')[0].strip() for part in ''.join(listed).split(',')} & set(tables)
        found |= {(a, b) for a in named for b in named if a < b}
    return [f'diesel::allow_tables_to_appear_in_same_query!({a}, {b});' for a, b in sorted(found)]


TYPES = {'TEXT':'Text','BIGINT':'BigInt','INTEGER':'Integer','TIMESTAMP':'Timestamp','BOOLEAN':'Bool','DATE':'Date','BYTEA':'Binary'}
tables = {}
for up in sorted((root/'migrations/common').glob('*/up.sql')):
    sql = re.sub(r'--[^\n]*', '', up.read_text())
    for name, body in re.findall(r'CREATE TABLE (\w+)\s*\((.*?)\);', sql, re.S):
        depth, part, parts = 0, '', []
        for ch in body:
            if ch == '(': depth += 1
            if ch == ')': depth -= 1
            if ch == ',' and depth == 0: parts.append(part); part = ''
            else: part += ch
        parts.append(part)
        cols, pk = [], []
        for p in parts:
            p = ' '.join(p.split())
            if not p: continue
            m = re.match(r'PRIMARY KEY \((.*)\)', p)
            if m: pk = [c.strip() for c in m[1].split(',')]; continue
            if re.match(r'(UNIQUE|CHECK|FOREIGN|CONSTRAINT)\b', p): continue
            col, ty = p.split(' ')[:2]
            inline = 'PRIMARY KEY' in p
            if inline: pk = [col]
            t = TYPES[ty.strip(',')]
            cols.append((col, t if inline or 'NOT NULL' in p or col in () else f'Nullable<{t}>', t))
        cols = [(c, base if c in pk else t) for c, t, base in cols]
        tables[name] = (cols, pk)
    for name, change, col in re.findall(r'ALTER TABLE (\w+) (ADD|DROP|RENAME) COLUMN ([^;]+);', sql):
        cols, words = tables[name][0], col.split()
        at = next((i for i, c in enumerate(cols) if c[0] == words[0]), None)
        if change == 'ADD':
            t = TYPES[words[1]]
            cols.append((words[0], t if 'NOT NULL' in col else f'Nullable<{t}>'))
        elif change == 'DROP':
            del cols[at]
        else:
            cols[at] = (words[2], cols[at][1])
out = ['//! The tables as diesel sees them. Generated from `migrations/common` by `tools/schema.py`; a test compares it with both databases.', '#![allow(missing_docs, reason = "generated")]', '']
for name, (cols, pk) in sorted(tables.items()):
    out.append('diesel::table! {')
    out.append(f'    {name} ({", ".join(pk)}) {{')
    for c, t in cols:
        rust = {'type':'type_'}.get(c, c)
        if rust != c: out.append(f'        #[sql_name = "{c}"]')
        out.append(f'        {rust} -> {t},')
    out.append('    }'); out.append('}'); out.append('')
out += pairs(root, tables)
(root/'src/db/schema.rs').write_text('\n'.join(out)+'\n')
