public import CaseLedger

/// Who answers for whom: stations, staff and the officers of each family.
public struct Assignments: SnapshotProjection {
    public static let name = "assignments"

    /// A station as the record has it.
    public struct Station: Hashable, Codable, Sendable {
        /// The station.
        public let id: StationID
        /// The street or community it serves.
        public let area: AreaID
        /// Its level.
        public let level: StationLevel
        /// The published number of its hotline.
        public let hotline: String
    }

    /// The days on which one officer answered for one family.
    public struct Interval: Hashable, Sendable {
        /// The officer.
        public let officer: StaffID
        /// The officer's station.
        public let station: StationID
        /// The first day on which the officer answers.
        public let from: Day
        /// The last day; `nil` while it goes on.
        public let through: Day?
        /// The positions of the events that began and ended it.
        public let evidence: [UInt64]

        /// Whether the officer answered on a day.
        public func contains(_ day: Day) -> Bool {
            from <= day && (through.map { day <= $0 } ?? true)
        }

        /// The days of both, which overlap; this one begins first.
        fileprivate func joined(with later: Interval) -> Interval {
            let last = through.flatMap { own in later.through.map { max(own, $0) } }
            return Interval(
                officer: officer, station: station, from: from, through: last,
                evidence: evidence + later.evidence.filter { !evidence.contains($0) })
        }
    }

    private struct Start: Hashable, Codable, Sendable {
        let officer: StaffID
        let station: StationID
        let day: Day
        let position: UInt64
    }

    private struct End: Hashable, Codable, Sendable {
        let officer: StaffID
        /// The station that was left; `nil` where one assignment ended.
        let station: StationID?
        let day: Day
        let position: UInt64
    }

    /// Stations by identifier.
    public var stations: [StationID: Station] { stationBook.all }

    /// Stations by the street or community that they serve.
    private(set) var stationsByArea: [AreaID: [StationID]] = [:]

    private var stationBook = Founded<StationID, Station>()
    private var starts: [FamilyID: [Start]] = [:]
    private var ends: [FamilyID: [End]] = [:]
    private var departures: [StaffID: [End]] = [:]
    private var appointments: [StaffID: [Start]] = [:]

    public init() {}

    public static func handle(_ on: inout Handlers<Assignments>) {
        on(StationRegistered.self) { state, context, event in
            let station = Station(
                id: event.station, area: event.area, level: event.level, hotline: event.hotline)
            if state.stationBook.found(station, as: event.station, at: context.position) {
                state.stationsByArea[event.area, default: []].append(event.station)
            }
        }
        on(StaffAppointed.self) { state, context, event in
            state.appointments[event.staff, default: []].append(
                Start(
                    officer: event.staff, station: event.station,
                    day: context.occurred.earliest, position: context.position))
        }
        on(OfficerAssigned.self) { state, context, event in
            state.starts[event.family, default: []].append(
                Start(
                    officer: event.officer, station: event.station,
                    day: context.occurred.earliest, position: context.position))
        }
        on(AssignmentEnded.self) { state, context, event in
            state.ends[event.family, default: []].append(
                End(
                    officer: event.officer, station: nil, day: context.occurred.latest,
                    position: context.position))
        }
        on(StaffLeft.self) { state, context, event in
            state.departures[event.staff, default: []].append(
                End(
                    officer: event.staff, station: event.station,
                    day: context.occurred.latest,
                    position: context.position))
        }
    }

    /// The families that ever had an officer.
    public var families: [FamilyID] { starts.keys.sorted() }

    /// The officers of a family, by first day.
    ///
    /// An assignment ends with its own end or with the officer's leaving the station, whichever
    /// day comes first. The order of recording tells only facts of one day apart. An officer who
    /// was assigned twice from one station answers once; who had left the station before does not.
    public func intervals(of family: FamilyID) -> [Interval] {
        let starts = (starts[family] ?? []).sorted { ($0.day, $0.position) < ($1.day, $1.position) }
        var intervals: [Interval] = []
        for start in starts where !hasLeft(start.officer, start.station, before: start.day) {
            let isFirst = starts.first { $0.officer == start.officer } == start
            let end = ((ends[family] ?? []) + (departures[start.officer] ?? []))
                .filter {
                    $0.officer == start.officer && ($0.station ?? start.station) == start.station
                }
                .filter { end in
                    end.day > start.day
                        || end.day == start.day && (end.position > start.position || isFirst)
                }
                .min { ($0.day, $0.position) < ($1.day, $1.position) }
            let interval = Interval(
                officer: start.officer, station: start.station, from: start.day,
                through: end?.day, evidence: [start.position] + (end.map { [$0.position] } ?? []))
            let earlier = intervals.lastIndex {
                $0.officer == start.officer && $0.station == start.station
                    && $0.contains(start.day)
            }
            if let earlier {
                intervals[earlier] = intervals[earlier].joined(with: interval)
            } else {
                intervals.append(interval)
            }
        }
        return intervals
    }

    /// Whether a member of staff works at a station on a day.
    func isAppointed(_ staff: StaffID, at station: StationID, on day: Day) -> Bool {
        (appointments[staff] ?? []).contains { start in
            start.station == station && start.day <= day
                && !(departures[staff] ?? []).contains {
                    $0.station == station && $0.day >= start.day && $0.day < day
                }
        }
    }

    /// Whether a member of staff had left a station before a day, and not come back by then.
    func hasLeft(_ staff: StaffID, _ station: StationID, before day: Day) -> Bool {
        let left = (departures[staff] ?? []).filter { $0.station == station && $0.day < day }
            .map { ($0.day, $0.position) }.max { $0 < $1 }
        guard let left else { return false }
        return !(appointments[staff] ?? []).contains {
            $0.station == station && $0.day <= day && ($0.day, $0.position) > left
        }
    }

    /// Everybody who was ever assigned to a family.
    func officers(of family: FamilyID) -> [StaffID] { (starts[family] ?? []).map(\.officer) }

    /// The officer of a family on a day; the latest assigned, where there are two.
    public func officer(of family: FamilyID, on day: Day) -> Interval? {
        intervals(of: family).last { $0.contains(day) }
    }

    /// The district unit that a station belongs to, as a unit's identifier.
    public func responsibleUnit(of station: StationID) -> String? {
        stations[station]
            .flatMap { Areas.shenzhen.districtUnit(of: $0.area) }
            .map { Responsibility.unitID(ofDistrict: $0) }
    }
}
