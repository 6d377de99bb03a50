import Synchronization

/// A value that a test changes while others read it.
final class Mutable<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) { stored = Mutex(value) }

    var value: Value {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }

    func update<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
        stored.withLock { body(&$0) }
    }
}
