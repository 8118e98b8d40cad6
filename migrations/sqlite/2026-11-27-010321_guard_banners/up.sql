CREATE TRIGGER banners_no_delete BEFORE DELETE ON banners BEGIN SELECT RAISE(ABORT, 'banners: kept'); END;
CREATE TRIGGER banners_taken_once BEFORE UPDATE ON banners WHEN OLD.taken_at IS NOT NULL OR NEW.text <> OLD.text OR NEW.put_at <> OLD.put_at
BEGIN SELECT RAISE(ABORT, 'banners: taken off once'); END;
