DROP TABLE api_tokens;
DROP TABLE one_time_links;
DROP TABLE sessions;
DROP TABLE fund_roles;
DROP TABLE memberships;
DROP TABLE accounts;
DROP TABLE organisations;
DROP TABLE places;
