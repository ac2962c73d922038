CREATE TABLE `a b` (`c``d` int);
