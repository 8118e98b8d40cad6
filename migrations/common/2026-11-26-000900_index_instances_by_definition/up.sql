-- How many cases are on which version of a workflow, and where: counted from the index alone.
CREATE INDEX wf_instances_by_definition ON wf_instances (definition_hash, marking);
