ALTER TYPE state ADD VALUE 'held' BEFORE 'closed';
