//! C8: the relays of several processes on one outbox; some are stopped beyond their leases, and go on later.

use enroll_tests::promise::Promise;
use enroll_tests::violation;
use std::time::Duration;

use enroll_tests::program::Running;
use enroll_tests::until::within;

use crate::clients::{Contract, Person};
use crate::controls;
use crate::crowd::Crowd;
use crate::database::Database;
use crate::evidence::Evidence;
use crate::gate::{Gate, Manner};
use crate::judge::{Leave, came_again, judge};
use crate::measure::{Found, Measure};
use crate::world::{Backend, World};

/// How many relays are beside the one of `serve`. A file of SQLite has one writer at a time, whoever it is.
const fn beside(backend: Backend) -> usize {
    match backend {
        Backend::Sqlite => 1,
        Backend::Postgres => 3,
    }
}

/// How many mails one process has on their way at once.
const LANES: usize = 4;

const LEASED: &str = "outbox WHERE status = 'leased'";

pub(super) async fn run(measure: Measure, backend: Backend) -> Found {
    let mut found = Found::default();
    let world = World::new(backend).await;
    let gate = Gate::before(world.mails.address(), 1).await;
    let world = world.with("ENROLL_MAIL__SMTP_URL", &format!("smtp://{}", gate.address()));
    let running = world.serve().await;
    let workers: Vec<Running> = (0..beside(backend)).map(|_| world.program.start(&["worker"])).collect();
    let mut database = world.database();
    let crowd = Crowd::begin(world.api(), |number| {
        Person::new(Contract::Own, &format!("shared-{number}"))
    });
    crowd.more(measure.of(300, 3_000)).await;
    let mut people = crowd.ended(0).await;
    world.settled(Duration::from_secs(120), &mut found).await;
    let evidence = Evidence::read(&mut database, &world.mails);
    let calm = Leave { twice: 0 };
    found.add(judge(&people, &evidence, calm));
    controls::try_all(&mut found, &people, &evidence, calm);
    let mut stolen = 0;
    for round in 0..measure.of(2, 20) {
        stolen += steal(&world, &gate, &workers, round, &mut people, &mut found).await;
        world.settled(Duration::from_secs(120), &mut found).await;
    }
    found.injected = stolen;
    // Whoever was stopped comes to know that its leases are over: what it settles by then changes nothing.
    let last = settlements(&mut database);
    workers_end(workers, &mut found).await;
    found.check(settlements(&mut database) == last, || {
        violation!(IntentsEnd, "an old lease settled something")
    });
    let evidence = Evidence::read(&mut database, &world.mails);
    found.add(judge(&people, &evidence, Leave { twice: stolen }));
    let fenced = evidence.intents.iter().filter(|intent| intent.fence > 1).count();
    found.check(fenced > 0, || "no lease was ever given again".to_owned());
    let again = came_again(&evidence);
    controls::try_all(&mut found, &people, &evidence, Leave { twice: stolen });
    if let Some(fewer) = again.checked_sub(1) {
        found.control(
            "one mail more than may come again",
            Promise::IntentsEnd,
            judge(&people, &evidence, Leave { twice: fewer }),
        );
    }
    running.kill().await;
    found
}

/// Stops the workers when so many mails are on their way that one of them is theirs, ends their leases, and lets
/// them go on when the others have done their work. Answers how many leases were taken from them.
async fn steal(
    world: &World,
    gate: &Gate,
    workers: &[Running],
    round: usize,
    people: &mut Vec<Person>,
    found: &mut Found,
) -> usize {
    let mut database = world.database();
    let came = world.mails.received().len();
    gate.be(Manner::KeepReplyToMail);
    let mut names = Vec::new();
    // More than `serve` takes at once, which is a batch of eight in each of its lanes.
    for number in 0..40 {
        names.push(Person::new(Contract::Own, &format!("stolen-{round}-{number}")));
    }
    for person in names {
        people.push(person.register(&world.api()).await);
    }
    let sent = within(Duration::from_secs(60), || async {
        (world.mails.received().len() > came + LANES).then_some(())
    });
    found.check(sent.await.is_some(), || "no mails are on their way".to_owned());
    stop(workers, &mut database).await;
    gate.be(Manner::Open);
    let others_done = within(Duration::from_secs(60), || {
        let (before, free) = (
            database.count(LEASED),
            database.count("outbox WHERE status = 'waiting'"),
        );
        let still = stays(&world.url, before);
        async move { (free == 0 && still.await).then_some(()) }
    });
    others_done.await;
    let stolen = database.change("UPDATE outbox SET ready_at = made_at WHERE status = 'leased'");
    world.settled(Duration::from_secs(120), found).await;
    for worker in workers {
        worker.signal("CONT").await;
    }
    stolen
}

/// Stops the workers, none of them in the middle of a change: whoever is stopped there would hold a lock, and that is another
/// fault.
async fn stop(workers: &[Running], database: &mut Database) {
    loop {
        for worker in workers {
            worker.signal("STOP").await;
        }
        if database.is_at_rest() {
            return;
        }
        for worker in workers {
            worker.signal("CONT").await;
        }
    }
}

/// Whether the number of leases is the same a little later: then nobody but the stopped ones has any.
async fn stays(url: &str, leased: usize) -> bool {
    crate::measure::pass(Duration::from_millis(500)).await;
    Database::open(url).count(LEASED) == leased
}

/// How everything was settled, and when.
fn settlements(database: &mut Database) -> Vec<Vec<String>> {
    database.rows("SELECT hex(id) || '|' || status || '|' || coalesce(settled_at, 0) AS line FROM outbox ORDER BY id")
}

async fn workers_end(workers: Vec<Running>, found: &mut Found) {
    for mut worker in workers {
        worker.ask_to_end().await;
        let ended = worker.ended().await.code();
        found.check(ended == Some(0), || {
            format!("a worker ended with {ended:?}:\n{}", worker.said.text())
        });
    }
}
