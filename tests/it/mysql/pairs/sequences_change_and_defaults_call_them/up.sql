CREATE SEQUENCE `three` start with 1 minvalue 1 maxvalue 9223372036854775806 increment by 1 cache 1000 nocycle ENGINE=InnoDB;
ALTER SEQUENCE `one` start with 5 minvalue 1 maxvalue 1000 increment by 2 cache 10 nocycle;
ALTER TABLE `t` MODIFY COLUMN `id` int(11) DEFAULT nextval(`three`);
DROP SEQUENCE `two`;
