INSERT INTO labels VALUES ('bug');
