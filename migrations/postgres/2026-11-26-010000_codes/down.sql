-- Gone for good is how often codes were tried.

DROP TABLE code_tries;
