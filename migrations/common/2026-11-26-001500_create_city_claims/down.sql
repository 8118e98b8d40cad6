DROP TABLE official_namings;
DROP TABLE city_claims;
