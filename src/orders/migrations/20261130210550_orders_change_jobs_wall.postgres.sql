-- Staff see whether the work of a show's change has failed for good: its job holds the change's id.
CREATE POLICY staff_changes ON jobs FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff' AND kind = 'orders.change_show');
