"""The agents: roles for life, what they lead to, agents made by hand, and what they refuse."""

import copy

import pytest

from simulation import SpreadModel, simulate
from simulation.agents import AgentError, Course, Facilitator, Group, Person, RoleError, Trainer
from simulation.agents.places import drawn_in_proportion
from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from tests.properties.books import check_books
from tests.verification.directions import with_changes

SCENARIO = with_changes({})
MONTHS = SCENARIO.months
CELL = ("Nord", "State")


@pytest.fixture
def model():
    """A model at the end of its 20th month."""
    model = SpreadModel(SCENARIO, seed=2, replicate=1)
    model.run_for(20)
    return model


def recorded(model, name):
    """A column, summed over the nation and the months so far."""
    record, number = model.recording(), PERSON_INDEX.get(name)
    table = record.activity[..., ACTIVITY_INDEX[name]] if number is None else record.persons[..., number]
    return int(table.sum())


def one(agents, condition=lambda agent: True):
    return next(agent for agent in agents if condition(agent))


def ordinary(group):
    return group.programme is None and group.leader is not None and group.leader.is_certified


def goes_on_well(model):
    """The run goes on to its end, and its books agree."""
    check_books(model)
    model.run_for(MONTHS - model.time)
    check_books(model)


# --- roles -----------------------------------------------------------------------------------------------------------


def test_an_agent_is_a_person_for_life():
    """The same object and unique_id go from person to facilitator to trainer; sets by type are always true."""
    model = SpreadModel(SCENARIO, seed=2, replicate=1)
    held, changes = {}, set()
    for _ in range(MONTHS):
        before = {person: type(person) for person in model.persons}
        held |= {person: person.unique_id for person in before}
        model.step()
        for person, kind in before.items():
            assert person.unique_id == held[person]
            if type(person) is not kind:
                changes.add((kind.__name__, type(person).__name__))
                assert person not in model.agents_by_type[kind]
            assert person.is_there == (person in model.agents_by_type[type(person)]) == (person.role != "left")
    assert {("Person", "Facilitator"), ("Facilitator", "Trainer"), ("Facilitator", "Person")} <= changes
    assert len(set(held.values())) == len(held)


def test_a_selection_is_a_snapshot(model):
    facilitators = model.agents_by_type[Facilitator]
    selection = facilitators.select(lambda facilitator: facilitator.region == "Nord")
    facilitator, number = selection.to_list()[0], len(selection)
    facilitator.stop()
    assert facilitator in selection and len(selection) == number and facilitator not in facilitators


def test_what_belongs_to_a_role_comes_and_goes_with_it(model):
    trainer = model.trainers[0]
    assert trainer.home and trainer.skill > 0
    trainer.stop()
    assert type(trainer) is Person and trainer.role == "reached" and trainer.is_there
    left_over = set(vars(trainer)) - set(vars(one(model.persons, lambda person: person.role == "reached")))
    assert left_over == set()
    facilitator = model.certified[0]
    facilitator.leave()
    assert type(facilitator) is Person and facilitator.role == "left" and not facilitator.is_there


def test_a_person_says_whose_attribute_it_is(model):
    person = one(model.persons, lambda person: person.role == "reached")
    with pytest.raises(RoleError, match="reached, .* has no 'skill': that is for a facilitator"):
        _ = person.skill
    with pytest.raises(RoleError, match="has no 'groups_led': that is for a facilitator"):
        _ = person.groups_led
    with pytest.raises(RoleError, match="has no 'home': that is for a trainer"):
        _ = model.agents_by_type[Facilitator].to_list()[0].home
    with pytest.raises(AttributeError, match="'Person' object has no attribute 'hat'"):
        _ = person.hat
    assert not hasattr(person, "skill") and getattr(person, "skill", None) is None


def test_a_property_that_fails_says_itself_why():
    class Wrong(Facilitator):
        @property
        def hat(self):
            return self.skill.hat

    model = SpreadModel(SCENARIO, agent_classes={"facilitator": Wrong})
    with pytest.raises(AttributeError, match="'float' object has no attribute 'hat'"):
        _ = model.agents_by_type[Wrong].to_list()[0].hat


# --- what agents lead to ---------------------------------------------------------------------------------------------


def test_trainers_and_whom_they_trained(model):
    trained = 0
    for facilitator in model.certified:
        if facilitator.trained_by is not None:
            assert facilitator.course.trainer is facilitator.trained_by
    for trainer in model.agents_by_type[Trainer]:
        assert trainer.home in ("Nord", "Sud", "Est", "national")
        assert trainer.days >= 0 and trainer.courses_taught >= 0
        for trainee in trainer.trainees:
            assert trainee.trained_by is trainer and trainee.generation == trainer.generation + 1
            assert trainee.months_certified > 0
            trained += 1
    assert trained > 5


def test_groups_and_members(model):
    for group in model.agents_by_type[Group]:
        assert len(group.members) == group.size and group.months_open >= 0
        assert all(isinstance(member, Person) and member.group is group for member in group.members)
        for person in group.leading:
            assert person.role in ("in_practicum", "facilitator", "trainer") and group in person.duties()
        if group.leader is not None and group.leader.is_certified:
            assert group in group.leader.groups
    assert {group.programme for group in model.groups} == {None, "directors", "paths"}
    assert {group.sessions_planned for group in model.groups if group.programme != "directors"} == {3}
    assert any(person.skill_gained > 0 for person in model.persons)


def test_courses_of_the_past_month():
    model, kinds = SpreadModel(SCENARIO, seed=2, replicate=1), set()
    seen_before = []
    model.add_rule(lambda model: seen_before.append(list(model.courses)), before="teach")
    for _ in range(MONTHS):
        past = list(model.agents_by_type[Course])
        model.step()
        assert seen_before[-1] == past and not any(course.is_there for course in past)
        for course in model.agents_by_type[Course]:
            assert course.month == model.month and 0 <= course.enrolled == len(course.trainees) <= course.seats
            assert isinstance(course.trainer, Trainer) and course.place in (*model.places.regions, "national")
            kinds.add(course.kind)
    assert kinds == {"facilitator", "trainer"} and any(person.course is not None for person in model.persons)


def test_what_can_be_changed_is_checked(model):
    facilitator, trainer = model.agents_by_type[Facilitator].to_list()[0], model.trainers[0]
    for wrong in (-0.01, 1.01, float("nan")):
        with pytest.raises(ValueError, match="skill lies between 0 and 1"):
            facilitator.skill = wrong
        with pytest.raises(ValueError, match="skill lies between 0 and 1"):
            Facilitator(model, CELL, skill=wrong)
    with pytest.raises(ValueError, match="activity cannot be negative"):
        facilitator.activity = -1.0
    facilitator.skill, facilitator.activity = 0.25, 2.0
    assert facilitator.skill == pytest.approx(0.25, abs=1e-4) and facilitator.activity == 2.0
    before = trainer.days
    trainer.give_days(1.5)
    assert trainer.days == before + 1.5
    with pytest.raises(ValueError, match="cannot give 1000.0"):
        trainer.give_days(-1000.0)
    goes_on_well(model)


# --- stopping, ending, leaving: twice, and after the end -------------------------------------------------------------


def test_stopping_twice(model):
    facilitator = one(model.certified, lambda facilitator: facilitator.groups)
    groups, others = facilitator.groups, [agent for agent in model.certified if agent is not facilitator]
    facilitator.stop()
    assert all(group.leader is None and group.leader_lost == model.month_index for group in groups)
    with pytest.raises(RoleError, match="has no 'stop': that is for a facilitator"):
        facilitator.stop()
    assert set(model.certified) == set(others)
    goes_on_well(model)
    assert recorded(model, "facilitators_stopped") > 0


def test_ending_a_group_twice(model):
    group = one(model.groups, ordinary)
    members, leader, others = list(group.members), group.leader, [agent for agent in model.groups if agent is not group]
    group.end()
    assert model.groups == others and group not in leader.groups
    assert all(member.group is None for member in members)
    assert all(member.ticket is not None for member in members if member.role in ("interested", "lapsed", "reached"))
    for again in (group.end, group.meet, lambda: group.finish("groups_completed"), lambda: group.seat(members[0])):
        with pytest.raises(AgentError, match="is not in the model any more and cannot"):
            again()
    group.remove()
    assert model.groups == others
    goes_on_well(model)


@pytest.mark.parametrize("duty", ["leader", "second"])
def test_a_group_that_is_ended_gives_its_trainee_another(duty):
    changes = {"practicum.sessions": 9, "practicum.facilitator_supervisors": duty == "second"}
    model = SpreadModel(with_changes(changes), seed=2, replicate=1)
    model.run_for(12)

    def trainee_of(group):
        person = getattr(group, duty)
        return person if person is not None and person.role == "in_practicum" else None

    group = one(model.groups, trainee_of)
    trainee, practised = trainee_of(group), trainee_of(group).sessions_practised
    group.remove()
    assert trainee.role == "trainee" and trainee in model.queues.practicum and not group.is_there
    assert trainee.sessions_practised == practised
    goes_on_well(model)
    assert recorded(model, "practicum_interrupted") > 0


@pytest.mark.parametrize("kind", ["reached", "candidate", "trainee", "in_practicum", "facilitator", "trainer"])
def test_a_person_who_is_removed_has_left(model, kind):
    person = one(model.persons, lambda person: person.role == kind)
    number, cell = len(model.persons), person.cell
    before = cell.persons[kind]
    person.remove()
    person.remove()  # as in Mesa: who is not there stays away
    newcomers = len(model.persons) - (number - 1)
    assert person not in model.agents and cell.persons[kind] == before - 1 and newcomers in (0, 1)
    assert not any(person in group.leading for group in model.groups)
    assert person.ticket is None and person.group is None
    for act in (person.leave, person.move, person.give_up, person.wait_for_group):
        with pytest.raises(AgentError, match="left, .* is not in the model any more and cannot"):
            act()
    goes_on_well(model)


def test_who_leaves_a_programme_group_is_followed_by_somebody(model):
    group = one(model.groups, lambda group: group.programme is not None)
    leaver, seat = group.members[2], group.members.index(group.members[2])
    leaver.leave()
    newcomer = group.members[seat]
    assert newcomer is not leaver and newcomer.role == "interested" and newcomer.cell is leaver.cell
    goes_on_well(model)


def test_a_course_that_is_removed_is_forgotten(model):
    while not len(model.agents_by_type[Course]):
        model.step()
    course = model.courses[0]
    trainees = course.trainees
    course.remove()
    course.remove()
    assert course not in model.agents and course.trainees == trainees
    with pytest.raises(AgentError, match="is not in the model any more and cannot enrol anybody"):
        course.enrol(trainees[0])
    goes_on_well(model)


def test_what_an_agent_cannot_do_at_all(model):
    waiting = Person(model, CELL)
    group = one(model.groups, ordinary)
    member = one(group.members, lambda member: member.role == "reached")
    trainee = Person(model, model.cells[0], role="trainee", identity=7)
    for act, message in (
        (waiting.wait_for_group, "waits in a queue already"),
        (member.wait_for_group, "has a seat already"),
        (member.give_up, "waits for nothing"),
        (member.sit_exam, "cannot sit the exam: that is for somebody who is in_practicum"),
        (member.begin_practicum, "cannot begin a practicum: that is for somebody who is trainee"),
        (member.practicum_is_interrupted, "cannot end a practicum"),
        (lambda: member.begin_training(None), "cannot begin a training"),
        (trainee.begin_practicum, "does not wait for a practicum"),
        (model.trainers[0].become_trainer, "cannot become a trainer: that is for somebody who is facilitator"),
        (lambda: group.seat(group.members[0]), "has a seat already"),
        (lambda: group.unseat(waiting), "has no seat in"),
        (lambda: group.take_on("leader", group.leader), "one person has one duty in a group"),
        (lambda: Group(model, waiting), "cannot lead a group"),
        (lambda: copy.copy(group), "an agent is copied with its model"),
    ):
        with pytest.raises(AgentError, match=message):
            act()
    with pytest.raises(ValueError, match="there is no programme 'ministers'"):
        Group(model, group.leader, programme="ministers")
    with pytest.raises(ValueError, match="there is no place 'Mars'; the places are Nord"):
        group.leader.open_group("Mars")
    trainee.leave()
    goes_on_well(model)


def test_a_course_enrols_whom_it_is_for():
    model, refused = SpreadModel(SCENARIO, seed=2, replicate=1), []

    def try_to_enrol(model):
        for course in model.courses:
            with pytest.raises(AgentError, match="cannot take a|has no seat left"):
                course.enrol(one(model.persons, lambda person: person.role == "reached"))
            refused.append(course)

    model.add_rule(try_to_enrol, after="teach")
    model.run_for(MONTHS)
    assert refused


def test_moving_to_a_cell(model):
    trainer = one(model.trainers, lambda trainer: trainer.home == trainer.region)
    trainer.move(("Sud" if trainer.region != "Sud" else "Nord", "State"))
    assert trainer.home == trainer.region and trainer.administration == "State"
    cell = trainer.cell
    trainer.move(cell)
    assert trainer.cell is cell
    with pytest.raises(ValueError, match="is no cell of this model"):
        trainer.move(("Mars", "State"))
    goes_on_well(model)


def test_drawing_in_proportion():
    shares, cells = [0.0, 2.0, 0.0, 1.0, 0.0], range(5)
    assert [drawn_in_proportion(cells, shares, u) for u in (0.0, 0.66, 0.67, 0.999)] == [1, 1, 3, 3]
    assert drawn_in_proportion(cells, shares, 1.0) == 3  # where rounding leaves nothing, the last with a share
    assert drawn_in_proportion(cells, [0.0] * 5, 0.5) is None


# --- agents made by hand ---------------------------------------------------------------------------------------------


def test_agents_made_by_hand(model):
    person = Person(model, cell=CELL)
    reached = Person(model, cell=model.cells[0], role="reached")
    facilitator = Facilitator(model, cell=CELL, skill=0.8)
    trainer = Trainer(model, cell=CELL, skill=0.9, home="national", is_master=True)
    agents = [person, reached, facilitator, trainer]
    assert len({agent.identity for agent in agents}) == 4 and all(agent in model.agents for agent in agents)
    assert person.ticket is not None and reached.ticket is None and person.region == "Nord"
    assert facilitator.skill == pytest.approx(0.8, abs=1e-4) and trainer.is_master and trainer.home == "national"
    assert facilitator in model.agents_by_type[Facilitator] and trainer in model.trainers
    goes_on_well(model)
    hired = simulate(SCENARIO, 2, 1).persons[..., PERSON_INDEX["trainers_hired"]].sum()
    assert recorded(model, "trainers_hired") == hired + 1


def test_the_same_agents_by_hand_have_the_same_identities():
    identities = set()
    for _ in range(2):
        model = SpreadModel(SCENARIO, seed=2, replicate=1)
        people = Person.create_agents(model, 3, cell=model.cells[1])
        identities.add(tuple(people.get("identity")))
    assert len(identities) == 1 and len(set(*identities)) == 3


def test_a_group_opened_by_hand(model):
    facilitator = Facilitator(model, cell=CELL, skill=0.8)
    Person.create_agents(model, 8, cell=model.cells[0])
    group = facilitator.open_group()
    assert group.leader is facilitator and group.place == "Nord" and group.size == group.terms.size
    assert facilitator.groups == [group] and facilitator.groups_led == 1 and facilitator.reserved == group.reserve
    model.step()
    assert group.sessions_held > 0 or not group.is_there
    goes_on_well(model)


def test_nobody_is_made_in_another_role_or_nowhere(model):
    number = len(model.agents)
    with pytest.raises(AgentError, match="a Person made by hand is interested or reached, not 'candidate'"):
        Person(model, cell=CELL, role="candidate")
    with pytest.raises(ValueError, match=r"\('Nord', 'Mars'\) is no cell of this model"):
        Person(model, cell=("Nord", "Mars"))
    with pytest.raises(ValueError, match="there is no place 'Mars'"):
        Trainer(model, cell=CELL, skill=0.9, home="Mars")
    assert len(model.agents) == number
    check_books(model)
