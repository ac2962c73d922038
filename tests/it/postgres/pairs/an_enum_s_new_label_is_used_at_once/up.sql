ALTER TYPE state ADD VALUE 'new';
