CREATE FUNCTION refuse_banner_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'banners: kept' USING ERRCODE = 'restrict_violation'; END IF;
  IF OLD.taken_at IS NOT NULL OR NEW.text <> OLD.text OR NEW.put_at <> OLD.put_at THEN
    RAISE EXCEPTION 'banners: taken off once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER banners_taken_once BEFORE UPDATE OR DELETE ON banners FOR EACH ROW EXECUTE FUNCTION refuse_banner_change();
