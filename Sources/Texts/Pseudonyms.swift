/// Names of those who write without their own: an animal for each number, the same in every language.
extension Phrasebook {
    /// Animals that there are names of; a thread that needs more numbers them.
    package static let animals = 44

    /// What a number is called: `Anonymous Falcon`, and of those beyond the list `Anonymous Falcon 2`.
    /// - Parameter number: from 0.
    package func pseudonym(_ number: Int) -> String {
        let animals = (phrase("anonymous_animals") ?? "").split(separator: "|")
        guard number >= 0, !animals.isEmpty else { return text("anonymous_somebody") }
        let animal = String(animals[number % animals.count])
        let name = text("anonymous_name", ["animal": animal])
        let round = number / animals.count + 1
        return round == 1 ? name : "\(name) \(round)"
    }
}
