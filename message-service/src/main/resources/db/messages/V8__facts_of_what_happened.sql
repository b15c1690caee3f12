-- The numbers and words of a step, as a flat JSON object, so that a client can say it in another language than English.
alter table message_trace add column facts text;
