-- Nothing ever wrote or read it: a search brings the table it needs.
drop table search_word;
