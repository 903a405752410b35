-- Holdings and orders of demo members.
create temp table demo_order on commit drop as
select id from delivery.document_order
where requester_id in (select id from network.organisation where demo) or supplier_id in (select id from network.organisation where demo);

delete from foundation.file where owner_kind = 'delivery-copy' and owner_id in (select id from demo_order);
delete from delivery.document_order where id in (select id from demo_order);
delete from delivery.holding where organisation_id in (select id from network.organisation where demo);
