// Amounts of money as people type and read them.

/** Cents of `8,450.5`, or null for what the server would refuse. */
export function cents(text) {
  const plain = text.trim().replace(/^\$\s*/, "");
  const parts = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/.exec(plain);
  if (!parts) return null;
  return BigInt(parts[1].replaceAll(",", "") + (parts[2] ?? "").padEnd(2, "0"));
}

/** `$8,450.50` */
export function dollars(value) {
  const digits = value.toString().padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `$${whole}.${digits.slice(-2)}`;
}
