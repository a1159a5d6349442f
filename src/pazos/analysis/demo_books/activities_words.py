"""What the demo city's activities are called, and the invented names of those who came."""

from __future__ import annotations

from pazos.domain.activities.vocabulary import Kind

# Of each programme: kind, names of its activities, and from which age to which its people mostly are.
OF_PROGRAMME: dict[str, tuple[Kind, tuple[str, ...], tuple[int, int]]] = {
    "int-01": (Kind.COMMUNITY, ("Círculo de convivencia", "Recorrido con la comunidad"), (14, 29)),
    "int-02": (Kind.PSYCHOSOCIAL, ("Encuentro tras un hecho", "Velación acompañada"), (16, 45)),
    "int-03": (Kind.HEALTH, ("Visita en el hospital", "Encuentro de familias"), (15, 35)),
    "int-04": (Kind.TRAINING, ("Cómo avisar sin exponerse",), (18, 55)),
    "inv-01": (Kind.PSYCHOSOCIAL, ("Plan de vida", "Encuentro de acompañamiento"), (15, 26)),
    "inv-02": (Kind.PSYCHOSOCIAL, ("Sesión: parar y pensar", "Grupo de terapia"), (15, 26)),
    "inv-03": (Kind.HEALTH, ("Grupo de apoyo", "Taller de reducción de daño"), (16, 29)),
    "inv-04": (Kind.WORK, ("Preparación para el empleo", "Visita a la empresa"), (18, 28)),
    "inv-05": (Kind.JUSTICE, ("Círculo restaurativo",), (14, 18)),
    "pre-01": (Kind.EDUCATION, ("Refuerzo escolar", "Vuelta a clase"), (9, 19)),
    "pre-02": (Kind.EDUCATION, ("Sábado en la escuela", "Club de lectura", "Club de ciencias"), (10, 18)),
    "pre-03": (Kind.SPORT, ("Entrenamiento de fútbol", "Torneo relámpago", "Baloncesto de noche"), (11, 24)),
    "pre-04": (Kind.CULTURE, ("Taller de tambores", "Danza del barrio", "Taller de radio"), (12, 27)),
    "pre-05": (Kind.TRAINING, ("Curso de electricidad", "Curso de panadería"), (17, 29)),
    "pre-06": (Kind.PSYCHOSOCIAL, ("Grupo de crianza", "Escuela de familias"), (22, 52)),
    "pre-07": (Kind.TRAINING, ("Escuela de líderes",), (15, 26)),
    "pre-08": (Kind.WORK, ("Feria de empleo joven", "Taller de entrevista"), (18, 28)),
    "ent-01": (Kind.RESTORATION, ("Jornada de parque", "Pintura del mural"), (14, 50)),
    "ent-02": (Kind.RESTORATION, ("Caminata de la luz",), (18, 60)),
    "ent-03": (Kind.COMMUNITY, ("Acuerdo de la esquina",), (18, 55)),
    "jus-01": (Kind.JUSTICE, ("Jornada de conciliación",), (20, 60)),
    "jus-02": (Kind.JUSTICE, ("Casa de justicia en el barrio",), (18, 60)),
}
USUAL = (Kind.OTHER, ("Actividad del programa",), (14, 40))
VENUES = (
    "Casa de la Juventud",
    "Cancha cubierta",
    "Salón comunal",
    "Institución educativa",
    "Parque del barrio",
)
REASONS = ("Llovió toda la tarde", "No hubo transporte", "El salón estaba cerrado", "Toque de queda", "Paro")
# Partners of whom only numbers come, by the programme that each of them helps.
ONLY_NUMBERS = {
    "jus-01": "Consultorio Jurídico Universitario",
    "pre-03": "Escuela Popular de Fútbol Sin Fronteras",
    "ent-01": "Junta de Acción Comunal Brisas",
}
WOMEN = (
    *("Yesenia", "Marisol", "Paola", "Nidia", "Leidy", "Dayana", "Karen", "Luz Dary", "Ximena", "Sandra"),
    *(
        "Valentina",
        "Mariana",
        "Angie",
        "Yuliana",
        "Camila",
        "Rosalba",
        "Emilce",
        "Tatiana",
        "Viviana",
        "Edilma",
    ),
)
MEN = (
    *("Wilmer", "Jhon Jairo", "Duván", "Óscar", "Brayan", "Kevin", "Cristian", "Yeison", "Andrés", "Héctor"),
    *(
        "Sebastián",
        "Miguel",
        "Juan José",
        "Elkin",
        "Fáber",
        "Hárold",
        "Jefferson",
        "Luis",
        "Samuel",
        "Norbey",
    ),
)
SURNAMES = (
    *(
        "Tulipán",
        "Guadual",
        "Samán",
        "Chiminango",
        "Ceibal",
        "Guayacán",
        "Cañaveral",
        "Almendral",
        "Robledal",
    ),
    *("Matarratón", "Písamo", "Totumo", "Yarumal", "Cachimbo", "Balso", "Cedral", "Naranjal", "Gualanday"),
    *("Arrayán", "Caracolí", "Platanal", "Maizal", "Cañafístol", "Nogal", "Tachuelo", "Laurel", "Carbonero"),
)
HOUSEHOLD = "{people} personas por nombre x 3,1 personas por hogar (censo de 2018, dato inventado) = {all}"
AUDIENCE = "Aforo del escenario ({all}) contado por la cuadrilla a mitad del evento; puede repetir personas"
