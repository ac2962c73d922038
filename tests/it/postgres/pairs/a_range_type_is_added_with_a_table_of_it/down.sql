DROP TABLE sounds;
DROP TYPE loudness;
DROP FUNCTION apart(double precision,double precision);
