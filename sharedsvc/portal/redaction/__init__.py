"""Taking personal details out: the page for administrators, and uploads that wait."""
