-- Add up migration script here
-- initial
-- label: 0.1
CREATE TYPE unit AS ENUM ('kilowatt_hour', 'cubic_metre');

CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    since date DEFAULT CURRENT_DATE NOT NULL,
    CONSTRAINT customers_pkey PRIMARY KEY (id),
    CONSTRAINT customers_email_key UNIQUE (email),
    CONSTRAINT customers_name_check CHECK ((name <> ''::text))
);

CREATE TABLE operators (
    name text NOT NULL,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT operators_pkey PRIMARY KEY (name)
);

CREATE TABLE meters (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    customer_id bigint NOT NULL,
    number character varying(10) NOT NULL,
    unit unit NOT NULL,
    installed_on date NOT NULL,
    removed_on date,
    CONSTRAINT meters_pkey PRIMARY KEY (id),
    CONSTRAINT meters_number_key UNIQUE (number),
    CONSTRAINT meters_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE RESTRICT
);

CREATE TABLE readings (
    meter_id bigint NOT NULL,
    read_at timestamp with time zone NOT NULL,
    value numeric(14,3) NOT NULL,
    guessed boolean DEFAULT false NOT NULL,
    CONSTRAINT readings_pkey PRIMARY KEY (meter_id, read_at),
    CONSTRAINT readings_value_check CHECK ((value >= (0)::numeric)),
    CONSTRAINT readings_meter_id_fkey FOREIGN KEY (meter_id) REFERENCES meters(id) ON DELETE CASCADE
);
CREATE INDEX meters_by_customer ON meters USING btree (customer_id);
