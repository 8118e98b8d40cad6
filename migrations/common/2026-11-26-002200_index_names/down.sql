DROP INDEX organisations_by_lower_name;
DROP INDEX accounts_by_lower_name;
