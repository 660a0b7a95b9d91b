import CaseLedger
import FiveOnes

extension Year {
    /// Who came, moved, died and left this year, and who answers for whom because of it.
    mutating func keepRegister() {
        for (index, person) in world.staff.enumerated() where person.appointed.year == number {
            agenda.add(
                person.appointed, by: world.district(world.stations[person.station].unit),
                StaffAppointed {
                    $0.staff = person.id
                    $0.station = world.stations[person.station].id
                })
            grant(
                world.actor(index), by: world.keeper(world.stations[person.station].unit),
                at: .day(person.appointed))
        }
        for family in world.families {
            if family.enrolled.year == number { enroll(family) }
            for home in family.homes.dropFirst() where home.from.year == number {
                agenda.add(
                    home.from, by: world.head(of: home.station),
                    FamilyMoved {
                        $0.family = family.id
                        $0.area = world.stations[home.station].area
                    })
            }
            for assignment in family.assignments { keep(assignment, of: family) }
            for member in family.members {
                guard let died = member.died, died.year == number else { continue }
                agenda.add(
                    died, by: world.caretaker(of: family, on: died),
                    MemberDied {
                        $0.member = member.id
                        $0.family = family.id
                    })
            }
            if let closed = family.closed, closed.year == number {
                agenda.add(
                    closed, by: world.district(world.stations[family.home(on: closed)].unit),
                    FamilyClosed {
                        $0.family = family.id
                        $0.reason = "在世遗属均已去世"
                    })
            }
        }
        for (index, person) in world.staff.enumerated() {
            guard let left = person.left, left.year == number else { continue }
            end(
                world.actor(index), by: world.keeper(world.stations[person.station].unit),
                on: left)
            agenda.add(
                left, by: world.district(world.stations[person.station].unit),
                StaffLeft {
                    $0.staff = person.id
                    $0.station = world.stations[person.station].id
                })
        }
    }

    private mutating func keep(_ assignment: Assignment, of family: Family) {
        let officer = world.staff[assignment.officer]
        if assignment.from.year == number {
            agenda.add(
                assignment.from, by: world.head(of: officer.station),
                OfficerAssigned {
                    $0.family = family.id
                    $0.officer = officer.id
                    $0.station = world.stations[officer.station].id
                })
        }
        if let through = assignment.through, through.year == number {
            agenda.add(
                through, by: world.head(of: officer.station),
                AssignmentEnded {
                    $0.family = family.id
                    $0.officer = officer.id
                    $0.reason = Personal(assignment.reason)
                })
        }
    }

    private mutating func enroll(_ family: Family) {
        let station = family.homes[0].station
        let head = world.head(of: station)
        for martyr in family.martyrs {
            agenda.add(
                family.enrolled, by: head,
                MartyrRecorded {
                    $0.martyr = martyr.id
                    $0.name = Personal(martyr.name)
                    $0.sacrificed = martyr.sacrificed
                    $0.certificate = "烈字第\(martyr.id.rawValue.dropFirst(3))号"
                })
        }
        agenda.add(
            family.enrolled, by: head,
            FamilyEnrolled {
                $0.family = family.id
                $0.martyrs = family.martyrs.map(\.id)
                $0.area = world.stations[station].area
            })
        for member in family.members {
            agenda.add(
                family.enrolled, by: head,
                MemberEnrolled {
                    $0.member = member.id
                    $0.family = family.id
                    $0.name = Personal(member.name)
                    $0.relation = member.relation
                    $0.birthday = member.birthday
                    $0.calendar = member.calendar
                    $0.receivesPension = member.hasPension
                })
        }
    }
}
