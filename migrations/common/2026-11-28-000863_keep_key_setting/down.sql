DROP TABLE key_settings;
