import Core
import Matching
import Storage

/// Mentors and mentees: their profiles, levels and suggestions.
package struct MentoringService: Sendable {
    let store: any Store
    let clock: Clock
    let ids: IdentifierSource

    package init(store: any Store, clock: Clock, ids: IdentifierSource) {
        self.store = store
        self.clock = clock
        self.ids = ids
    }

    /// Today in UTC.
    var today: CivilDay { CivilDay(clock.now) }
}
