DROP TRIGGER banners_taken_once;
DROP TRIGGER banners_no_delete;
