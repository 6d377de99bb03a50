/// Where commits wrote, for hints: which scopes and rows, never what.
package struct TouchedPlaces: Sendable, Equatable {
    /// Rows of an entity came to a scope, changed in it or left it.
    package struct Place: Hashable, Sendable {
        package let scope: String
        package let entity: String

        package init(scope: String, entity: String) { (self.scope, self.entity) = (scope, entity) }
    }

    /// A row that changed wherever it is shown.
    package struct Row: Hashable, Sendable {
        package let entity: String
        package let id: String

        package init(entity: String, id: String) { (self.entity, self.id) = (entity, id) }
    }

    package private(set) var places: Set<Place> = []
    package private(set) var rows: Set<Row> = []
    /// Anything may have been written: nobody could listen for a while.
    package private(set) var isUnknown = false

    /// Beyond as many it is cheaper to look everywhere.
    static let most = 100_000

    package init() {}

    package init(_ touches: [Touch]) {
        for touch in touches {
            switch touch {
            case .enters(let scope, let entity, _), .names(let scope, let entity, _), .leaves(let scope, let entity, _):
                places.insert(Place(scope: scope, entity: entity))
            case .changes(let entity, let id): rows.insert(Row(entity: entity, id: id))
            }
        }
    }

    package init(places: Set<Place>, rows: Set<Row>) { (self.places, self.rows) = (places, rows) }

    /// Nobody knows where.
    package static var unknown: TouchedPlaces {
        var places = TouchedPlaces()
        places.isUnknown = true
        return places
    }

    package var isEmpty: Bool { places.isEmpty && rows.isEmpty && !isUnknown }

    mutating func formUnion(_ other: TouchedPlaces) {
        isUnknown = isUnknown || other.isUnknown || places.count + rows.count > Self.most
        if isUnknown {
            (places, rows) = ([], [])
        } else {
            places.formUnion(other.places)
            rows.formUnion(other.rows)
        }
    }
}
