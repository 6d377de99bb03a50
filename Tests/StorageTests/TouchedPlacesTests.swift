import Storage
import Testing

@testable import StoragePostgres

@Suite("What nodes tell each other of a commit")
struct TouchedPlacesTests {
    @Test func messagesSayWhatWasTouched() {
        let touches: [Touch] = [
            .enters(scope: "t:1", entity: "post", id: "7"), .names(scope: "t:1", entity: "member", id: "8"),
            .leaves(scope: "u:2", entity: "vote", id: "7"), .changes(entity: "tag", id: "it's\ta tag"),
        ]
        let places = TouchedPlaces(touches)
        #expect(places.places.count == 3 && places.rows.count == 1)
        let read = places.messages(from: "node").map(TouchedPlaces.read)
        #expect(read.map(\.node) == ["node"] && read.map(\.places) == [places])
        #expect(TouchedPlaces.read("node\n").places.isEmpty)
        #expect(TouchedPlaces([]).messages(from: "node") == ["node\n"])
    }

    @Test func aLargeCommitTakesSeveralMessages() {
        let touches = (0..<1_000).map { Touch.enters(scope: "t:scope-with-a-long-name-\($0)", entity: "post", id: "1") }
        let places = TouchedPlaces(touches)
        let messages = places.messages(from: "node")
        #expect(messages.count > 1 && messages.allSatisfy { $0.utf8.count < 8_000 })
        let all = messages.map { TouchedPlaces.read($0).places.places }.reduce(Set()) { $0.union($1) }
        #expect(all == places.places)
    }

    /// An older program says only who it is: then anything may have changed.
    @Test func whatCannotBeReadIsUnknown() {
        for message in ["node", "node\nx\ty\tz\n", "node\np\tonly\n"] {
            let read = TouchedPlaces.read(message)
            #expect(read.node == "node" && read.places.isUnknown)
        }
    }

    @Test func whoGathersHearsAllSinceTheLastTime() {
        let hints = CommitHints()
        hints.announce(TouchedPlaces([.changes(entity: "a", id: "1")]))
        #expect(hints.takeGathered().isEmpty, "nobody gathered")
        hints.gather()
        hints.announce(TouchedPlaces([.changes(entity: "a", id: "1")]))
        hints.announce(TouchedPlaces([.enters(scope: "s", entity: "a", id: "1")]))
        let gathered = hints.takeGathered()
        #expect(gathered.rows.count == 1 && gathered.places.count == 1 && hints.count == 3)
        #expect(hints.takeGathered().isEmpty)
        hints.announce(.unknown)
        #expect(hints.takeGathered().isUnknown)
    }
}
