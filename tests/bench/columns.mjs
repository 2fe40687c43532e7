// columns.mjs: the columns of the notifications export, for the peers that must be told.
export const notifications = ('notification_id page_id incident_id incident_title source priority purpose channel gateway carrier country '
  + 'recipient_id recipient_login group_name policy escalation_level cycle attempt created_at sent_at delivered_at delivery_status '
  + 'failure_reason responded_at response updated_at').split(' ');
