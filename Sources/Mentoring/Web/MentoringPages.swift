import Core
import Hummingbird
import Mentoring
import WebSupport

/// Pages of mentors and mentees.
package struct MentoringPages: Sendable {
    let mentoring: MentoringService
    let pages: PageRenderer

    package init(mentoring: MentoringService, pages: PageRenderer) {
        self.mentoring = mentoring
        self.pages = pages
    }
}
