-- Takes notes and notebooks away.

DROP TABLE notes;
DROP TABLE notebooks;
