sub alone() { callsame }
say 'before';
say alone();
