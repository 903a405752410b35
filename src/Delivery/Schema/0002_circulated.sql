-- What nobody is known to hold is asked of the whole network.
alter table delivery.document_order add circulated_at timestamptz;

drop index delivery.document_order_due;
create index document_order_due on delivery.document_order (due_at) where state in ('RequestReceived', 'ExpectToSupply', 'WillSupply', 'Circulated');
create index document_order_circulated on delivery.document_order (asked_at) where state = 'Circulated';
