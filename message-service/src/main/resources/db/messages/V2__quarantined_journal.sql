-- What housekeeping looks for, and where an identity's oldest ticket books are found.
create index inbox_journal_quarantined on inbox_journal (id) where outcome = 'quarantined';
create index ticket_book_by_age on ticket_book (account, identity, changed_at);
