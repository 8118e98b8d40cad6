-- When a city whose concept note was received was invited to write the whole application.
ALTER TABLE applications ADD COLUMN invited_at TIMESTAMP;
