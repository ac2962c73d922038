ALTER TYPE state ADD VALUE 'new' BEFORE 'open';
ALTER TYPE state ADD VALUE 'in work' BEFORE 'closed';
ALTER TYPE state ADD VALUE 'gone';
