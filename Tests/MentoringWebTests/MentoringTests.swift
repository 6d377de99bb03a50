import Testing

/// Mentors and mentees, through the router.
@Suite("Mentoring") enum MentoringTests {}
