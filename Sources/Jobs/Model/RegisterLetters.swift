import Core
import Mail
import Storage
import Texts

/// That an employer lost its place in a register, or its rating.
struct RegisterChange: Sendable {
    let employer: Employer
    let loss: RegisterMatch.Loss
}

extension JobService {
    /// One letter for each member who keeps jobs of the employers, with all of them.
    func tell(_ changes: [RegisterChange], on day: String, in transaction: any WriteTransaction) throws {
        guard !changes.isEmpty else { return }
        let byID = Dictionary(uniqueKeysWithValues: changes.map { ($0.employer.id, $0) })
        var mine: [Recipient: Set<EmployerID>] = [:]
        for keeper in try EmployerRegisterRepository.keepers(of: Array(byID.keys), in: transaction) {
            mine[keeper.recipient, default: []].insert(keeper.employer)
        }
        for (recipient, employers) in mine.sorted(by: { $0.key.id < $1.key.id }) {
            let lines = employers.sorted().compactMap { byID[$0] }.map { change in
                recipient.phrases.text(
                    "register_loss_\(change.loss.rawValue)", ["name": change.employer.name, "day": day])
                    + "\n\(siteAddress)\(change.employer.path)"
            }
            try send(
                "mail_register", to: recipient, ["employers": lines.joined(separator: "\n\n")], in: transaction)
        }
    }

    /// A letter is two texts, `<key>_subject` and `<key>_body`.
    func send(
        _ key: String, to recipient: Recipient, _ arguments: [String: String], in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        try Outbox.write(key, to: recipient, arguments, id: ids.next(at: now), at: now, in: transaction)
    }
}
