DROP TABLE feedback_letters;
DROP TABLE feedback_releases;
DROP TABLE feedback_comments;
DROP TABLE feedback_drafts;
