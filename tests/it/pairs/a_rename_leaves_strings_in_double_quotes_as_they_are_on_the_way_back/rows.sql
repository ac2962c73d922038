INSERT INTO labels VALUES ('bug', 'red');
