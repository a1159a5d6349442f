"""What the invented city calls its components, programmes and departments, and how it thinks change comes."""

from __future__ import annotations

from typing import NamedTuple

from pazos.domain.strategy.vocabulary import Failure, Instrument, Level, ProgrammeState, Standing

NAME = "Estrategia de Paz y Oportunidades"
LEGAL_BASIS = "Decreto municipal 0147 de 2020 (inventado)"
LEGAL_BASIS_ANEW = "Decretos municipales 0147 de 2020 y 0031 de 2024 (inventados)"
VISION = (
    "Una ciudad en la que ningún joven mata ni muere por falta de otra salida: menos violencia por más "
    "oportunidades, en los lugares y las edades donde más duele."
)
DIAGNOSIS = (
    "Seis de cada diez muertes violentas ocurren en barrios donde viven tres de cada diez personas, y más de "
    "la mitad de quienes mueren tienen entre 14 y 29 años. Cada dependencia llegaba a esos barrios por su "
    "cuenta, con su propio presupuesto y sin saber de las demás."
)

DEPARTMENTS = {
    "gobierno": "Secretaría de Gobierno",
    "seguridad": "Secretaría de Seguridad y Convivencia",
    "educacion": "Secretaría de Educación",
    "salud": "Secretaría de Salud",
    "integracion": "Secretaría de Integración Social",
    "cultura": "Secretaría de Cultura",
    "deporte": "Instituto de Deporte y Recreación",
    "infraestructura": "Secretaría de Infraestructura",
}


class ComponentWords(NamedTuple):
    """One component."""

    code: str
    name: str
    purpose: str


COMPONENTS = (
    ComponentWords(
        "interrupcion", "Interrupción de la violencia", "Mediar disputas antes de que cobren una vida."
    ),
    ComponentWords(
        "intervencion", "Intervención", "Acompañar a jóvenes en alto riesgo hacia otra forma de vivir."
    ),
    ComponentWords(
        "prevencion", "Prevención social", "Escuela, arte, deporte y empleo antes de que llegue la violencia."
    ),
    ComponentWords(
        "entornos", "Entornos seguros", "Parques, luz y espacio público que la comunidad usa y cuida."
    ),
    ComponentWords(
        "justicia", "Acceso a la justicia", "Que un conflicto tenga adónde ir que no sea la venganza."
    ),
)


class ProgrammeWords(NamedTuple):
    """One programme: its component is told by the code's first letters, `begins` is (year, month)."""

    code: str
    name: str
    department: str
    begins: tuple[int, int]
    people: int | None
    purpose: str
    state: ProgrammeState = ProgrammeState.RUNNING
    ends: tuple[int, int] | None = None


OF_PREFIX = {
    "int": "interrupcion",
    "inv": "intervencion",
    "pre": "prevencion",
    "ent": "entornos",
    "jus": "justicia",
}
PROGRAMMES = (
    ProgrammeWords(
        "int-01", "Gestores de convivencia", "seguridad", (2020, 11), 900, "Mediar disputas en la calle."
    ),
    ProgrammeWords(
        "int-02", "Respuesta tras un hecho violento", "seguridad", (2021, 2), 240, "Evitar la represalia."
    ),
    ProgrammeWords(
        "int-03", "Respuesta en el hospital", "salud", (2021, 6), 150, "Hablar con el herido y los suyos."
    ),
    ProgrammeWords(
        "inv-01", "Acompañamiento de casos", "integracion", (2021, 1), 180, "Un plan de vida con cada joven."
    ),
    ProgrammeWords(
        "inv-02", "Terapia cognitivo-conductual", "salud", (2021, 4), 160, "Parar y pensar antes de actuar."
    ),
    ProgrammeWords("inv-03", "Tratamiento del consumo", "salud", (2021, 7), 90, "Consumo y salud mental."),
    ProgrammeWords(
        "inv-04", "Empleo protegido", "integracion", (2021, 8), 120, "Primer empleo con acompañamiento."
    ),
    ProgrammeWords(
        "inv-05",
        "Justicia juvenil restaurativa",
        "gobierno",
        (2022, 2),
        60,
        "Con el sistema de adolescentes.",
    ),
    ProgrammeWords(
        "pre-01", "Volver a la escuela", "educacion", (2021, 1), 400, "Buscar y devolver a quien dejó de ir."
    ),
    ProgrammeWords(
        "pre-02", "Escuelas abiertas", "educacion", (2021, 3), 1500, "La escuela abre los sábados."
    ),
    ProgrammeWords("pre-03", "Deporte en el barrio", "deporte", (2020, 12), 2600, "Monitores todo el año."),
    ProgrammeWords(
        "pre-04", "Casas de cultura", "cultura", (2021, 2), 1200, "Música, danza y oficios del arte."
    ),
    ProgrammeWords(
        "pre-05", "Oficios para el trabajo", "integracion", (2021, 5), 350, "Cursos con certificado."
    ),
    ProgrammeWords(
        "pre-06", "Crianza sin violencia", "salud", (2021, 9), 500, "Grupos de madres, padres y cuidadores."
    ),
    ProgrammeWords(
        "pre-07", "Jóvenes que lideran", "gobierno", (2022, 1), 200, "Formación de líderes juveniles."
    ),
    ProgrammeWords(
        "ent-01", "Parques vivos", "infraestructura", (2021, 4), None, "Recuperar y activar parques."
    ),
    ProgrammeWords(
        "ent-02", "Luz en el barrio", "infraestructura", (2021, 10), None, "Alumbrado donde hubo muertes."
    ),
    ProgrammeWords(
        "ent-03", "Esquinas que cuidan", "seguridad", (2022, 3), 300, "Acuerdos de uso del espacio."
    ),
    ProgrammeWords(
        "jus-01", "Jornadas de conciliación", "gobierno", (2021, 3), 800, "Conciliadores en el barrio."
    ),
    ProgrammeWords(
        "jus-02", "Casa de justicia móvil", "gobierno", (2021, 11), 1100, "La casa de justicia va al barrio."
    ),
)
# What the second version brought.
PROGRAMMES_ANEW = (
    ProgrammeWords(
        "int-04", "Línea de alertas de la comunidad", "seguridad", (2024, 3), 300, "Avisar sin exponerse."
    ),
    ProgrammeWords(
        "pre-08", "Primer empleo joven", "integracion", (2024, 4), 250, "Con empresas de la ciudad."
    ),
    ProgrammeWords(
        "ent-04",
        "Mercado nocturno del parque",
        "cultura",
        (2024, 9),
        None,
        "Uso nocturno y seguro del parque central.",
        ProgrammeState.PAUSED,
    ),
    ProgrammeWords(
        "jus-03",
        "Reparación y servicio a la comunidad",
        "gobierno",
        (2024, 6),
        80,
        "Sanciones que reparan.",
        ProgrammeState.PLANNED,
    ),
)
ENDED = {"inv-05": (2023, 12), "pre-07": (2023, 11)}  # code -> last month
RENAMED = {"pre-03": "Deporte y recreación en el barrio"}

BOXES: tuple[tuple[str, Level, str, str], ...] = (
    ("team", Level.INPUT, "", "Un equipo dedicado y el respaldo de la alcaldía"),
    ("money", Level.INPUT, "", "Presupuestos de ocho dependencias, mirados juntos"),
    ("places", Level.INPUT, "", "Siete clústeres y edades de 14 a 29, defendidos con datos"),
    ("mediate", Level.ACTIVITY, "interrupcion", "Gestores median disputas en la calle"),
    ("accompany", Level.ACTIVITY, "intervencion", "Acompañamiento y terapia a jóvenes en alto riesgo"),
    ("offer", Level.ACTIVITY, "prevencion", "Escuela, deporte, arte y oficios en los clústeres"),
    ("recover", Level.ACTIVITY, "entornos", "Parques y calles recuperados con la gente"),
    ("justice", Level.ACTIVITY, "justicia", "Conciliación y casa de justicia en el barrio"),
    ("settled", Level.OUTPUT, "interrupcion", "Disputas con acuerdo que se cumple"),
    ("plans", Level.OUTPUT, "intervencion", "Planes de vida que terminan en estudio o trabajo"),
    ("present", Level.OUTPUT, "prevencion", "Jóvenes de los clústeres que asisten todo el año"),
    ("used", Level.OUTPUT, "entornos", "Espacios usados de día y de noche"),
    ("solved", Level.OUTPUT, "justicia", "Conflictos resueltos por una vía legítima"),
    ("fewer", Level.OUTCOME, "interrupcion", "Menos represalias"),
    ("other", Level.OUTCOME, "intervencion", "Menos jóvenes de los clústeres heridos o capturados"),
    ("trust", Level.OUTCOME, "justicia", "Más confianza en la ciudad y entre vecinos"),
    ("peace", Level.IMPACT, "", "Menos homicidios de jóvenes en los clústeres y en la ciudad"),
)
ARROWS: tuple[tuple[str, str, str, str], ...] = (
    ("team", "mediate", "Los gestores viven allí y nadie los toma por informantes.", ""),
    ("team", "accompany", "", ""),
    ("money", "offer", "Las dependencias llevan lo suyo a los mismos lugares.", ""),
    ("money", "recover", "", ""),
    ("places", "offer", "Las listas de asistencia muestran que llegan los focalizados.", ""),
    ("places", "justice", "", ""),
    ("mediate", "settled", "Se llega antes que la represalia.", "Registro de disputas"),
    (
        "accompany",
        "plans",
        "El joven quiere cambiar y su entorno lo deja.",
        "Ensayos de terapia en Chicago y Liberia",
    ),
    ("offer", "present", "El horario y el lugar son seguros para ellos.", ""),
    ("recover", "used", "La comunidad participó en el diseño.", "Ensayo de alumbrado en Nueva York"),
    ("justice", "solved", "La gente cree en quien concilia.", ""),
    ("settled", "fewer", "Los acuerdos se cumplen más de un mes.", "Seguimiento de acuerdos"),
    ("plans", "other", "", ""),
    ("present", "other", "El tiempo ocupado reemplaza al de riesgo.", ""),
    ("used", "trust", "", ""),
    ("solved", "trust", "", ""),
    ("fewer", "peace", "La violencia no se desplaza a otros barrios.", "Prueba de desplazamiento"),
    ("other", "peace", "", ""),
    ("trust", "peace", "", ""),
)

ALIGNMENTS: tuple[tuple[Instrument, str, str, str], ...] = (
    (Instrument.SDG, "16.1", "", "Reducir las muertes por violencia"),
    (Instrument.SDG, "16.7", "", ""),
    (Instrument.SDG, "4.4", "prevencion", ""),
    (Instrument.SDG, "8.6", "prevencion", ""),
    (Instrument.SDG, "3.5", "intervencion", ""),
    (Instrument.SDG, "11.7", "entornos", ""),
    (Instrument.SDG, "16.3", "justicia", ""),
    (Instrument.SDG, "17.17", "", ""),
    (Instrument.CONPES, "4089", "", "Jóvenes: oportunidades para construir paz"),
    (Instrument.CONPES, "4040", "", "Política de juventud"),
    (Instrument.DEVELOPMENT_PLAN, "2.3.1", "", "Programa Seguridad humana del plan de desarrollo"),
    (Instrument.DEVELOPMENT_PLAN, "2.3.4", "justicia", ""),
    (Instrument.PISCC, "L1-P3", "interrupcion", "Línea 1: prevención de la violencia homicida"),
    (Instrument.PISCC, "L2-P1", "entornos", ""),
)


class Judgement(NamedTuple):
    """One judgement of readiness; `papers` are titles of documents."""

    failure: Failure
    standing: Standing
    argument: str
    papers: tuple[str, ...]


FIRST_JUDGED = (
    Judgement(
        Failure.TEAM,
        Standing.AVOIDED,
        "Nueve personas de planta y contrato trabajan solo en la estrategia desde noviembre de 2020.",
        ("Resolución del equipo de la estrategia",),
    ),
    Judgement(
        Failure.MAYOR,
        Standing.AVOIDED,
        "La alcaldía preside el comité directivo y la estrategia está en el plan de desarrollo con metas.",
        ("Decreto 0147 de 2020", "Plan de desarrollo, capítulo 2.3"),
    ),
    Judgement(
        Failure.ONE_DEPARTMENT,
        Standing.AVOIDED,
        "Ocho dependencias ejecutan programas con presupuesto propio y responden por sus metas.",
        ("Decreto 0147 de 2020",),
    ),
    Judgement(
        Failure.POLICE,
        Standing.PARTLY,
        "Hay enlace nombrado, pero aún no un protocolo que proteja a los gestores.",
        (),
    ),
    Judgement(
        Failure.SUSTAINABILITY,
        Standing.PRESENT,
        "Dos tercios del equipo dependen de contratos de un año.",
        (),
    ),
)
JUDGED_ANEW = (
    Judgement(
        Failure.POLICE,
        Standing.AVOIDED,
        "El protocolo firmado separa mediación e inteligencia; en tres años no hubo ruptura de la mesa.",
        ("Protocolo con la Policía",),
    ),
    Judgement(
        Failure.SUSTAINABILITY,
        Standing.PARTLY,
        "El acuerdo del Concejo sostiene la estrategia hasta 2027; falta pasar el equipo a planta.",
        ("Acuerdo del Concejo 012 de 2023",),
    ),
)
PAPERS = (
    "Decreto 0147 de 2020",
    "Resolución del equipo de la estrategia",
    "Plan de desarrollo, capítulo 2.3",
    "Protocolo con la Policía",
    "Acuerdo del Concejo 012 de 2023",
)
REASONS = (
    "Nuevo período de gobierno: la estrategia sigue hasta 2027, entran cuatro programas, dos terminan, y el "
    "protocolo con la Policía y el acuerdo del Concejo cambian dos juicios."
)
