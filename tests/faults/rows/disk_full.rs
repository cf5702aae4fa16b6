//! A6: the disk of the database is full, and has room again. The program lives in a name space of its own with a small file
//! system in memory, so that nothing has to be cleaned up but the program.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use enroll_tests::program::{Program, Running};
use tempfile::TempDir;

use crate::BINARY;
use crate::clients::{Contract, Person, Said, said};
use crate::controls;
use crate::crowd::Crowd;
use crate::evidence::Evidence;
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure};
use crate::world::{Backend, World};

/// How many relays one process has, each about one mail.
const LANES: usize = 4;
/// How soon it works again once there is room.
const RECOVERED: Duration = Duration::from_secs(5);
/// What the program runs in; the paths of its database and its own are relative to its folder. There is room for the whole log of
/// the database, which may grow to 64 MiB, and for the database beside it: what fills the disk is somebody else's.
const HOUSE: &str = "mkdir -p small && mount -t tmpfs -o size=128m,mode=0700 tmpfs small && exec \"$@\"";

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    let before = ["-rm", "sh", "-c", HOUSE, "sh", BINARY].map(str::to_owned).to_vec();
    let world = World::of(Program::new("unshare"), Backend::Sqlite, before).await;
    let mut world = world.with("ENROLL_DATABASE_URL", "sqlite:small/enroll.db");
    let running = world.serve().await;
    // Its file system, as it is seen from outside.
    let folder = world.program.folder().strip_prefix("/").unwrap().join("small");
    let disk = PathBuf::from(format!("/proc/{}/root", running.id())).join(folder);
    let crowd = Crowd::begin(world.api(), |number| Person::numbered(number).in_trouble());
    let mut strangers = Vec::new();
    for round in 0..measure.of(3, 30) {
        crowd.more(10).await;
        fill(&disk);
        found.injected += 1;
        let refused = until_refused(&world, round, &mut strangers, &mut found).await;
        fs::remove_file(disk.join("filler")).unwrap();
        let begun = Instant::now();
        strangers.push(refused.register(&world.api()).await);
        let took = begun.elapsed();
        found.check(took <= measure.patience(RECOVERED), || {
            format!("it works again after {took:?}")
        });
    }
    let mut history = crowd.ended(0).await;
    history.extend(strangers);
    let alive = running.api.get("/livez").await.status;
    found.check(alive == 200, || format!("it is not what it was: {alive}"));
    // What is left is performed elsewhere, where its end can be seen.
    let copy = copied(&disk, &running).await;
    running.kill().await;
    world.url = format!("sqlite:{}", copy.path().join("enroll.db").display());
    world.before = ["-rm", BINARY].map(str::to_owned).to_vec();
    let url = world.url.clone();
    let world = world.with("ENROLL_DATABASE_URL", &url);
    world.let_waits_be_over();
    let running = world.serve().await;
    world.settled(Duration::from_secs(60), &mut found).await;
    let evidence = Evidence::read(&mut world.database(), &world.mails);
    // A relay that found no room to note what it sent did so later. A mail that was on its way at the end may come again.
    let leave = Leave { twice: LANES };
    found.add(judge(&history, &evidence, leave));
    controls::try_all(&mut found, &history, &evidence, leave);
    running.kill().await;
    found
}

/// A copy of the database as it is at one moment, after which nothing happens in it any more. SQLite looks behind the path that leads into the name space, and would not
/// find it there.
async fn copied(disk: &Path, running: &Running) -> TempDir {
    let folder = TempDir::new().unwrap();
    running.signal("STOP").await;
    for name in ["enroll.db", "enroll.db-wal"] {
        fs::copy(disk.join(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// Fills the disk to the last byte.
fn fill(disk: &Path) {
    let mut filler = File::create(disk.join("filler")).unwrap();
    for size in [65_536, 4_096, 1] {
        while filler.write_all(&vec![0; size]).is_ok() {}
    }
}

/// People come until somebody is refused, and what only reads is answered all the same.
async fn until_refused(world: &World, round: usize, strangers: &mut Vec<Person>, found: &mut Found) -> Person {
    let api = world.api();
    for number in 0.. {
        let mut stranger = Person::new(Contract::Own, &format!("stranger-{round}-{number}")).in_trouble();
        stranger.try_once(&api).await;
        if stranger.acknowledged.is_none() {
            let read = said(api.call("GET", "/.well-known/jwks.json")).await;
            found.check(matches!(read, Said::Answer(200, _)), || {
                format!("on a full disk reading said {read:?}")
            });
            return stranger;
        }
        strangers.push(stranger);
    }
    unreachable!("no disk takes everything");
}
