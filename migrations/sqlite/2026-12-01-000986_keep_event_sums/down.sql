DROP TRIGGER activity_records_event_sum_change;
DROP TRIGGER activity_records_event_sum_new;
DROP TRIGGER expenses_event_sum_end;
DROP TRIGGER expenses_event_sum_change;
DROP TRIGGER expenses_event_sum_new;
DROP TABLE event_sums;
