import Foundation

/// Why a device could not sync. What waits stays on the device in every case but `revoked`.
public enum SyncFault: Error, Sendable, Equatable {
    /// Nobody answered, or something between answered that is no Karwan server.
    case unreachable(String)
    /// The server asks to come again, in as many seconds if it says so.
    case busy(retryAfter: Double?)
    /// The token is missing, unknown or too old: sign in again.
    case signInNeeded
    /// The account may not sync: it is suspended.
    case suspended
    /// This replica belongs to another member: wipe it before this one may use the device.
    case otherMember
    /// The program is too old for the server: it must be updated before it may pull; it is asked again in an hour.
    case updateNeeded
    /// The member shut this device out: everything on it has been wiped.
    case revoked
    /// The server could make nothing of what this program sent, which is a mistake of the program.
    case malformed(String)
    /// The server failed, with an HTTP status.
    case failed(status: Int)
    /// Another program is syncing the same replica.
    case inUse
}

extension SyncFault {
    /// Whether a push that ended so says nothing about a pull.
    var leavesPullPossible: Bool {
        switch self {
        case .unreachable, .malformed, .failed: true
        case .busy, .signInNeeded, .suspended, .otherMember, .updateNeeded, .revoked, .inUse: false
        }
    }

    /// Whether to try again by itself, and how long to wait at least, in seconds.
    var retry: (isWorthIt: Bool, after: Double?) {
        switch self {
        case .unreachable, .failed, .inUse: (true, nil)
        case .busy(let seconds): (true, seconds)
        case .updateNeeded, .malformed: (true, 3600)
        case .signInNeeded, .suspended, .otherMember, .revoked: (false, nil)
        }
    }
}

extension SyncFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let why): "the server cannot be reached (\(why))"
        case .busy(let seconds?): "the server is busy; try again in \(Int(seconds.rounded(.up))) seconds"
        case .busy: "the server is busy; try again soon"
        case .signInNeeded: "sign in again; what waits here stays"
        case .suspended: "this account is suspended and cannot sync"
        case .otherMember: "this replica belongs to another member; wipe it first"
        case .updateNeeded: "this program is too old for the server; update it, what waits here stays"
        case .revoked: "this device was shut out; everything on it has been wiped"
        case .malformed(let detail): "the server could not read what this program sent: \(detail)"
        case .failed(let status): "the server failed with status \(status)"
        case .inUse: "another program is syncing this replica"
        }
    }
}
