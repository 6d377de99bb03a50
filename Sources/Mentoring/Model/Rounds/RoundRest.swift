import Core
import Storage

/// Who takes part in a matching of a round: everybody at first, then the rest.
struct RoundRest: Sendable {
    /// In the order of ids.
    var mentees: [String] = []
    /// Seats by mentor, those counted that are free now.
    var seats: [String: Int] = [:]
    /// Pairs of earlier matchings: offered once.
    var barred: [(mentor: String, mentee: String)] = []
    /// Mentees who have a mentor on the track: their seats are kept, and they leave the instance.
    var locked = 0

    /// A mentor who answered nothing, and a mentee who said no or nothing, is not asked again; a mentor who said no to one
    /// mentee keeps the seat for another. Who has a mentor on the track leaves the instance.
    static func read(
        _ round: Round, run: Int, at now: Timestamp, in transaction: any Transaction
    ) throws -> RoundRest {
        var rest = RoundRest()
        let offers = run == 0 ? [] : try OfferRepository.answers(of: round.id, in: transaction)
        var silent: Set<String> = []
        for offer in offers {
            rest.barred.append((offer.mentor, offer.mentee))
            // After the first no there was nothing left to answer.
            if offer.mentorSaid == nil, offer.menteeSaid != .no { silent.insert(offer.mentor) }
            if offer.menteeSaid == .no || (offer.menteeSaid == nil && offer.mentorSaid != .no) {
                silent.insert(offer.mentee)
            }
        }
        let taken = Dictionary(grouping: offers.filter(\.isConfirmed), by: \.mentor).mapValues(\.count)
        let seated = try OfferRepository.seated(of: round, at: now, in: transaction)
        for mentee in try RoundMemberRepository.ids(.mentee, of: round.id, in: transaction) {
            if seated.contains(mentee) {
                rest.locked += 1
            } else if !silent.contains(mentee) {
                rest.mentees.append(mentee)
            }
        }
        for (mentor, seats) in try RoundMemberRepository.seats(of: round.id, in: transaction)
        where !silent.contains(mentor) {
            rest.seats[mentor] = max(0, seats - (taken[mentor] ?? 0))
        }
        return rest
    }
}
