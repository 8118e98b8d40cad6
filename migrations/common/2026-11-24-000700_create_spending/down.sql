DROP TABLE closeouts;
DROP TABLE final_report_attendees;
DROP TABLE final_report_activities;
DROP TABLE final_reports;
DROP TABLE expenses;
