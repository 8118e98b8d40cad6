DROP TRIGGER banners_taken_once ON banners;
DROP FUNCTION refuse_banner_change();
