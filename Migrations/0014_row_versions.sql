-- A row has one version in all of its scopes: so that who reads one entry knows it.
UPDATE change_index_entry SET row_ver = latest.row_ver
FROM (
    SELECT entity, row_id, max(row_ver) AS row_ver FROM change_index_entry
    GROUP BY entity, row_id HAVING min(row_ver) <> max(row_ver)
) AS latest
WHERE change_index_entry.entity = latest.entity AND change_index_entry.row_id = latest.row_id;
