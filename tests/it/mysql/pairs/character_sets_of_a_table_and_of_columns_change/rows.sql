INSERT INTO t VALUES ('größe', 'ñ', '😀');
