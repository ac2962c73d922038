create table `t` (`id` int(11) not null, at DATETIME default NOW(), ok tinyint(1) default '1', n decimal(5,0), primary key (id), constraint c check (id IN (1,2))) engine=InnoDB;
create algorithm = undefined view v as select t.id as id from t as t;
